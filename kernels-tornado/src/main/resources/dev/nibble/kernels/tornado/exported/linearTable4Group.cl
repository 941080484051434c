__kernel void linearTable4Group(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *levels, __global uchar *x, __global uchar *y)
{
  bool b_154, b_160;
  float f_19, f_36, f_42, f_49, f_56, f_61, f_68, f_73, f_80, f_85, f_92, f_98, f_105, f_109, f_116, f_120, f_127, f_131, f_133, f_134, f_135, f_136, f_137, f_138, f_139, f_140, f_141, f_142, f_143, f_144, f_145, f_146, f_147, f_148, f_149, f_150, f_155, f_157, f_158, f_163;
  int i_9, i_11, i_12, i_13, i_14, i_15, i_16, i_18, i_20, i_21, i_22, i_23, i_28, i_29, i_30, i_31, i_37, i_43, i_44, i_50, i_51, i_57, i_62, i_63, i_69, i_74, i_75, i_81, i_86, i_87, i_93, i_99, i_100, i_110, i_111, i_121, i_122, i_151, i_152, i_153, i_156, i_159, i_162, i_164, i_165;
  long l_24, l_25, l_26, l_32, l_33, l_34, l_45, l_46, l_47, l_58, l_59, l_70, l_71, l_82, l_83, l_94, l_95, l_96, l_106, l_107, l_117, l_118, l_128, l_129, l_166, l_167, l_168;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_6, ul_8, ul_10, ul_17, ul_27, ul_35, ul_38, ul_39, ul_40, ul_41, ul_48, ul_52, ul_53, ul_54, ul_55, ul_60, ul_64, ul_65, ul_66, ul_67, ul_72, ul_76, ul_77, ul_78, ul_79, ul_84, ul_88, ul_89, ul_90, ul_91, ul_97, ul_101, ul_102, ul_103, ul_104, ul_108, ul_112, ul_113, ul_114, ul_115, ul_119, ul_123, ul_124, ul_125, ul_126, ul_130, ul_132, ul_161, ul_169;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) levels;
  ul_5  =  (ulong) x;
  ul_6  =  (ulong) y;
  __local float adf_7[64];
  ul_8  =  ul_0 + 20L;
  i_9  =  *((__global int *) ul_8);
  ul_10  =  ul_0 + 24L;
  i_11  =  *((__global int *) ul_10);
  i_12  =  i_9 * i_11;
  i_13  =  get_group_id(1);
  i_14  =  i_12 * i_13;
  i_15  =  get_group_id(0);
  i_16  =  i_15 * i_12;
  ul_17  =  ul_0 + 48L;
  i_18  =  get_local_id(0);
  // BLOCK 1 MERGES [0 2 ]
  f_19  =  0.0F;
  i_20  =  i_18;
  for(;i_20 < i_12;)
  {
    // BLOCK 2
    i_21  =  *((__global int *) ul_8);
    i_22  =  *((__global int *) ul_17);
    i_23  =  i_16 + i_20;
    l_24  =  (long) i_23;
    l_25  =  l_24 + 4L;
    l_26  =  l_25 << 2;
    ul_27  =  ul_1 + l_26;
    i_28  =  *((__global int *) ul_27);
    i_29  =  i_21 * i_15;
    i_30  =  i_20 >> i_22;
    i_31  =  i_29 + i_30;
    l_32  =  (long) i_31;
    l_33  =  l_32 + 4L;
    l_34  =  l_33 << 2;
    ul_35  =  ul_3 + l_34;
    f_36  =  *((__global float *) ul_35);
    i_37  =  i_28 & 15;
    ul_38  =  i_37 & 4294967295UL;
    ul_39  =  ul_38 + 4L;
    ul_40  =  ul_39 << 2;
    ul_41  =  ul_4 + ul_40;
    f_42  =  *((__global float *) ul_41);
    i_43  =  i_14 + i_20;
    i_44  =  i_43 << 3;
    l_45  =  (long) i_44;
    l_46  =  l_45 + 4L;
    l_47  =  l_46 << 2;
    ul_48  =  ul_5 + l_47;
    f_49  =  *((__global float *) ul_48);
    i_50  =  i_28 >> 4;
    i_51  =  i_50 & 15;
    ul_52  =  i_51 & 4294967295UL;
    ul_53  =  ul_52 + 4L;
    ul_54  =  ul_53 << 2;
    ul_55  =  ul_4 + ul_54;
    f_56  =  *((__global float *) ul_55);
    i_57  =  i_44 + 5;
    l_58  =  (long) i_57;
    l_59  =  l_58 << 2;
    ul_60  =  ul_5 + l_59;
    f_61  =  *((__global float *) ul_60);
    i_62  =  i_28 >> 8;
    i_63  =  i_62 & 15;
    ul_64  =  i_63 & 4294967295UL;
    ul_65  =  ul_64 + 4L;
    ul_66  =  ul_65 << 2;
    ul_67  =  ul_4 + ul_66;
    f_68  =  *((__global float *) ul_67);
    i_69  =  i_44 + 6;
    l_70  =  (long) i_69;
    l_71  =  l_70 << 2;
    ul_72  =  ul_5 + l_71;
    f_73  =  *((__global float *) ul_72);
    i_74  =  i_28 >> 12;
    i_75  =  i_74 & 15;
    ul_76  =  i_75 & 4294967295UL;
    ul_77  =  ul_76 + 4L;
    ul_78  =  ul_77 << 2;
    ul_79  =  ul_4 + ul_78;
    f_80  =  *((__global float *) ul_79);
    i_81  =  i_44 + 7;
    l_82  =  (long) i_81;
    l_83  =  l_82 << 2;
    ul_84  =  ul_5 + l_83;
    f_85  =  *((__global float *) ul_84);
    i_86  =  i_28 >> 16;
    i_87  =  i_86 & 15;
    ul_88  =  i_87 & 4294967295UL;
    ul_89  =  ul_88 + 4L;
    ul_90  =  ul_89 << 2;
    ul_91  =  ul_4 + ul_90;
    f_92  =  *((__global float *) ul_91);
    i_93  =  i_44 + 4;
    l_94  =  (long) i_93;
    l_95  =  l_94 + 4L;
    l_96  =  l_95 << 2;
    ul_97  =  ul_5 + l_96;
    f_98  =  *((__global float *) ul_97);
    i_99  =  i_28 >> 20;
    i_100  =  i_99 & 15;
    ul_101  =  i_100 & 4294967295UL;
    ul_102  =  ul_101 + 4L;
    ul_103  =  ul_102 << 2;
    ul_104  =  ul_4 + ul_103;
    f_105  =  *((__global float *) ul_104);
    l_106  =  l_58 + 4L;
    l_107  =  l_106 << 2;
    ul_108  =  ul_5 + l_107;
    f_109  =  *((__global float *) ul_108);
    i_110  =  i_28 >> 24;
    i_111  =  i_110 & 15;
    ul_112  =  i_111 & 4294967295UL;
    ul_113  =  ul_112 + 4L;
    ul_114  =  ul_113 << 2;
    ul_115  =  ul_4 + ul_114;
    f_116  =  *((__global float *) ul_115);
    l_117  =  l_70 + 4L;
    l_118  =  l_117 << 2;
    ul_119  =  ul_5 + l_118;
    f_120  =  *((__global float *) ul_119);
    i_121  =  i_28 >> 28;
    i_122  =  i_121 & 15;
    ul_123  =  i_122 & 4294967295UL;
    ul_124  =  ul_123 + 4L;
    ul_125  =  ul_124 << 2;
    ul_126  =  ul_4 + ul_125;
    f_127  =  *((__global float *) ul_126);
    l_128  =  l_82 + 4L;
    l_129  =  l_128 << 2;
    ul_130  =  ul_5 + l_129;
    f_131  =  *((__global float *) ul_130);
    ul_132  =  ul_2 + l_34;
    f_133  =  *((__global float *) ul_132);
    f_134  =  f_127 - f_36;
    f_135  =  f_116 - f_36;
    f_136  =  f_105 - f_36;
    f_137  =  f_92 - f_36;
    f_138  =  f_80 - f_36;
    f_139  =  f_68 - f_36;
    f_140  =  f_56 - f_36;
    f_141  =  f_42 - f_36;
    f_142  =  fma(f_141, f_49, 0.0F);
    f_143  =  fma(f_140, f_61, f_142);
    f_144  =  fma(f_139, f_73, f_143);
    f_145  =  fma(f_138, f_85, f_144);
    f_146  =  fma(f_137, f_98, f_145);
    f_147  =  fma(f_136, f_109, f_146);
    f_148  =  fma(f_135, f_120, f_147);
    f_149  =  fma(f_134, f_131, f_148);
    f_150  =  fma(f_149, f_133, f_19);
    i_151  =  i_20 + 64;
    f_19  =  f_150;
    i_20  =  i_151;
  }  // B1
  // BLOCK 3
  adf_7[i_18]  =  f_19;
  // BLOCK 4 MERGES [3 8 ]
  i_152  =  32;
  for(;i_152 >= 1;)
  {
    // BLOCK 5
    barrier(CLK_LOCAL_MEM_FENCE);
    i_153  =  i_152 >> 1;
    b_154  =  i_18 < i_152;
    if(b_154)
    {
      // BLOCK 6
      f_155  =  adf_7[i_18];
      i_156  =  i_152 + i_18;
      f_157  =  adf_7[i_156];
      f_158  =  f_155 + f_157;
      adf_7[i_18]  =  f_158;
    }  // B5
    else
    {
      // BLOCK 7
    }  // B5
    // BLOCK 8 MERGES [7 6 ]
    i_159  =  i_153;
    i_152  =  i_159;
  }  // B4
  // BLOCK 9
  b_160  =  i_18 == 0;
  if(b_160)
  {
    // BLOCK 10
    ul_161  =  ul_0 + 16L;
    i_162  =  *((__global int *) ul_161);
    f_163  =  adf_7[0];
    i_164  =  i_162 * i_13;
    i_165  =  i_164 + i_15;
    l_166  =  (long) i_165;
    l_167  =  l_166 + 4L;
    l_168  =  l_167 << 2;
    ul_169  =  ul_6 + l_168;
    *((__global float *) ul_169)  =  f_163;
  }  // B9
  else
  {
    // BLOCK 11
  }  // B9
  // BLOCK 12 MERGES [11 10 ]
  return;
}  //  kernel
