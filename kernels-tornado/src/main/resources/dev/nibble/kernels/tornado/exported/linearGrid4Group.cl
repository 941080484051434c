__kernel void linearGrid4Group(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *x, __global uchar *y)
{
  bool b_121, b_127;
  float f_18, f_35, f_42, f_47, f_52, f_57, f_63, f_67, f_71, f_75, f_77, f_80, f_81, f_84, f_85, f_88, f_89, f_92, f_93, f_96, f_97, f_100, f_101, f_104, f_105, f_107, f_108, f_109, f_110, f_111, f_112, f_113, f_114, f_115, f_116, f_117, f_122, f_124, f_125, f_130;
  int i_8, i_10, i_11, i_12, i_13, i_14, i_15, i_17, i_19, i_20, i_21, i_22, i_27, i_28, i_29, i_30, i_36, i_37, i_43, i_48, i_53, i_58, i_78, i_79, i_82, i_83, i_86, i_87, i_90, i_91, i_94, i_95, i_98, i_99, i_102, i_103, i_106, i_118, i_119, i_120, i_123, i_126, i_129, i_131, i_132;
  long l_23, l_24, l_25, l_31, l_32, l_33, l_38, l_39, l_40, l_44, l_45, l_49, l_50, l_54, l_55, l_59, l_60, l_61, l_64, l_65, l_68, l_69, l_72, l_73, l_133, l_134, l_135;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_7, ul_9, ul_16, ul_26, ul_34, ul_41, ul_46, ul_51, ul_56, ul_62, ul_66, ul_70, ul_74, ul_76, ul_128, ul_136;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) x;
  ul_5  =  (ulong) y;
  __local float adf_6[64];
  ul_7  =  ul_0 + 20L;
  i_8  =  *((__global int *) ul_7);
  ul_9  =  ul_0 + 24L;
  i_10  =  *((__global int *) ul_9);
  i_11  =  i_8 * i_10;
  i_12  =  get_group_id(1);
  i_13  =  i_11 * i_12;
  i_14  =  get_group_id(0);
  i_15  =  i_14 * i_11;
  ul_16  =  ul_0 + 48L;
  i_17  =  get_local_id(0);
  // BLOCK 1 MERGES [0 2 ]
  f_18  =  0.0F;
  i_19  =  i_17;
  for(;i_19 < i_11;)
  {
    // BLOCK 2
    i_20  =  *((__global int *) ul_7);
    i_21  =  *((__global int *) ul_16);
    i_22  =  i_15 + i_19;
    l_23  =  (long) i_22;
    l_24  =  l_23 + 4L;
    l_25  =  l_24 << 2;
    ul_26  =  ul_1 + l_25;
    i_27  =  *((__global int *) ul_26);
    i_28  =  i_20 * i_14;
    i_29  =  i_19 >> i_21;
    i_30  =  i_28 + i_29;
    l_31  =  (long) i_30;
    l_32  =  l_31 + 4L;
    l_33  =  l_32 << 2;
    ul_34  =  ul_3 + l_33;
    f_35  =  *((__global float *) ul_34);
    i_36  =  i_13 + i_19;
    i_37  =  i_36 << 3;
    l_38  =  (long) i_37;
    l_39  =  l_38 + 4L;
    l_40  =  l_39 << 2;
    ul_41  =  ul_4 + l_40;
    f_42  =  *((__global float *) ul_41);
    i_43  =  i_37 + 5;
    l_44  =  (long) i_43;
    l_45  =  l_44 << 2;
    ul_46  =  ul_4 + l_45;
    f_47  =  *((__global float *) ul_46);
    i_48  =  i_37 + 6;
    l_49  =  (long) i_48;
    l_50  =  l_49 << 2;
    ul_51  =  ul_4 + l_50;
    f_52  =  *((__global float *) ul_51);
    i_53  =  i_37 + 7;
    l_54  =  (long) i_53;
    l_55  =  l_54 << 2;
    ul_56  =  ul_4 + l_55;
    f_57  =  *((__global float *) ul_56);
    i_58  =  i_37 + 4;
    l_59  =  (long) i_58;
    l_60  =  l_59 + 4L;
    l_61  =  l_60 << 2;
    ul_62  =  ul_4 + l_61;
    f_63  =  *((__global float *) ul_62);
    l_64  =  l_44 + 4L;
    l_65  =  l_64 << 2;
    ul_66  =  ul_4 + l_65;
    f_67  =  *((__global float *) ul_66);
    l_68  =  l_49 + 4L;
    l_69  =  l_68 << 2;
    ul_70  =  ul_4 + l_69;
    f_71  =  *((__global float *) ul_70);
    l_72  =  l_54 + 4L;
    l_73  =  l_72 << 2;
    ul_74  =  ul_4 + l_73;
    f_75  =  *((__global float *) ul_74);
    ul_76  =  ul_2 + l_33;
    f_77  =  *((__global float *) ul_76);
    i_78  =  i_27 >> 28;
    i_79  =  i_78 & 15;
    f_80  =  (float) i_79;
    f_81  =  f_80 - f_35;
    i_82  =  i_27 >> 24;
    i_83  =  i_82 & 15;
    f_84  =  (float) i_83;
    f_85  =  f_84 - f_35;
    i_86  =  i_27 >> 20;
    i_87  =  i_86 & 15;
    f_88  =  (float) i_87;
    f_89  =  f_88 - f_35;
    i_90  =  i_27 >> 16;
    i_91  =  i_90 & 15;
    f_92  =  (float) i_91;
    f_93  =  f_92 - f_35;
    i_94  =  i_27 >> 12;
    i_95  =  i_94 & 15;
    f_96  =  (float) i_95;
    f_97  =  f_96 - f_35;
    i_98  =  i_27 >> 8;
    i_99  =  i_98 & 15;
    f_100  =  (float) i_99;
    f_101  =  f_100 - f_35;
    i_102  =  i_27 >> 4;
    i_103  =  i_102 & 15;
    f_104  =  (float) i_103;
    f_105  =  f_104 - f_35;
    i_106  =  i_27 & 15;
    f_107  =  (float) i_106;
    f_108  =  f_107 - f_35;
    f_109  =  fma(f_108, f_42, 0.0F);
    f_110  =  fma(f_105, f_47, f_109);
    f_111  =  fma(f_101, f_52, f_110);
    f_112  =  fma(f_97, f_57, f_111);
    f_113  =  fma(f_93, f_63, f_112);
    f_114  =  fma(f_89, f_67, f_113);
    f_115  =  fma(f_85, f_71, f_114);
    f_116  =  fma(f_81, f_75, f_115);
    f_117  =  fma(f_116, f_77, f_18);
    i_118  =  i_19 + 64;
    f_18  =  f_117;
    i_19  =  i_118;
  }  // B1
  // BLOCK 3
  adf_6[i_17]  =  f_18;
  // BLOCK 4 MERGES [3 8 ]
  i_119  =  32;
  for(;i_119 >= 1;)
  {
    // BLOCK 5
    barrier(CLK_LOCAL_MEM_FENCE);
    i_120  =  i_119 >> 1;
    b_121  =  i_17 < i_119;
    if(b_121)
    {
      // BLOCK 6
      f_122  =  adf_6[i_17];
      i_123  =  i_119 + i_17;
      f_124  =  adf_6[i_123];
      f_125  =  f_122 + f_124;
      adf_6[i_17]  =  f_125;
    }  // B5
    else
    {
      // BLOCK 7
    }  // B5
    // BLOCK 8 MERGES [7 6 ]
    i_126  =  i_120;
    i_119  =  i_126;
  }  // B4
  // BLOCK 9
  b_127  =  i_17 == 0;
  if(b_127)
  {
    // BLOCK 10
    ul_128  =  ul_0 + 16L;
    i_129  =  *((__global int *) ul_128);
    f_130  =  adf_6[0];
    i_131  =  i_129 * i_12;
    i_132  =  i_131 + i_14;
    l_133  =  (long) i_132;
    l_134  =  l_133 + 4L;
    l_135  =  l_134 << 2;
    ul_136  =  ul_5 + l_135;
    *((__global float *) ul_136)  =  f_130;
  }  // B9
  else
  {
    // BLOCK 11
  }  // B9
  // BLOCK 12 MERGES [11 10 ]
  return;
}  //  kernel
