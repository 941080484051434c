__kernel void linearGrid2(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *x, __global uchar *y)
{
  float f_16, f_23, f_26, f_27, f_41, f_46, f_51, f_56, f_61, f_66, f_71, f_76, f_81, f_86, f_91, f_96, f_100, f_104, f_108, f_112, f_115, f_116, f_119, f_120, f_123, f_124, f_127, f_128, f_131, f_132, f_135, f_136, f_139, f_140, f_143, f_144, f_145, f_146, f_147, f_148, f_149, f_150, f_151, f_152, f_155, f_156, f_159, f_160, f_163, f_164, f_167, f_168, f_171, f_172, f_175, f_176, f_179, f_180, f_182, f_183, f_184, f_185, f_186, f_187, f_188, f_189, f_190, f_191, f_194, f_195, f_196;
  int i_6, i_9, i_11, i_12, i_13, i_14, i_15, i_17, i_18, i_24, i_25, i_28, i_29, i_34, i_35, i_36, i_42, i_47, i_52, i_57, i_62, i_67, i_72, i_77, i_82, i_87, i_92, i_113, i_114, i_117, i_118, i_121, i_122, i_125, i_126, i_129, i_130, i_133, i_134, i_137, i_138, i_141, i_142, i_153, i_154, i_157, i_158, i_161, i_162, i_165, i_166, i_169, i_170, i_173, i_174, i_177, i_178, i_181, i_192, i_197, i_202;
  long l_19, l_20, l_21, l_30, l_31, l_32, l_37, l_38, l_39, l_43, l_44, l_48, l_49, l_53, l_54, l_58, l_59, l_63, l_64, l_68, l_69, l_73, l_74, l_78, l_79, l_83, l_84, l_88, l_89, l_93, l_94, l_97, l_98, l_101, l_102, l_105, l_106, l_109, l_110, l_198, l_199, l_200;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_7, ul_8, ul_10, ul_22, ul_33, ul_40, ul_45, ul_50, ul_55, ul_60, ul_65, ul_70, ul_75, ul_80, ul_85, ul_90, ul_95, ul_99, ul_103, ul_107, ul_111, ul_193, ul_201;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) x;
  ul_5  =  (ulong) y;
  i_6  =  get_global_size(0);
  ul_7  =  ul_0 + 24L;
  ul_8  =  ul_0 + 20L;
  i_9  =  get_global_id(0);
  ul_10  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_11  =  i_9;
  for(;;)
  {
    i_12  =  *((__global int *) ul_10);
    if(!(i_11 < i_12))
    {
      break;
    }
    // BLOCK 2
    i_13  =  *((__global int *) ul_8);
    i_14  =  *((__global int *) ul_7);
    i_15  =  i_13 * i_11;
    // BLOCK 3 MERGES [2 7 ]
    f_16  =  0.0F;
    i_17  =  0;
    for(;i_17 < i_13;)
    {
      // BLOCK 4
      i_18  =  i_15 + i_17;
      l_19  =  (long) i_18;
      l_20  =  l_19 + 4L;
      l_21  =  l_20 << 2;
      ul_22  =  ul_3 + l_21;
      f_23  =  *((__global float *) ul_22);
      i_24  =  i_14 * i_17;
      i_25  =  i_18 * i_14;
      // BLOCK 5 MERGES [4 6 ]
      f_26  =  0.0F;
      f_27  =  0.0F;
      i_28  =  0;
      for(;i_28 < i_14;)
      {
        // BLOCK 6
        i_29  =  i_25 + i_28;
        l_30  =  (long) i_29;
        l_31  =  l_30 + 4L;
        l_32  =  l_31 << 2;
        ul_33  =  ul_1 + l_32;
        i_34  =  *((__global int *) ul_33);
        i_35  =  i_24 + i_28;
        i_36  =  i_35 << 4;
        l_37  =  (long) i_36;
        l_38  =  l_37 + 4L;
        l_39  =  l_38 << 2;
        ul_40  =  ul_4 + l_39;
        f_41  =  *((__global float *) ul_40);
        i_42  =  i_36 + 5;
        l_43  =  (long) i_42;
        l_44  =  l_43 << 2;
        ul_45  =  ul_4 + l_44;
        f_46  =  *((__global float *) ul_45);
        i_47  =  i_36 + 6;
        l_48  =  (long) i_47;
        l_49  =  l_48 << 2;
        ul_50  =  ul_4 + l_49;
        f_51  =  *((__global float *) ul_50);
        i_52  =  i_36 + 7;
        l_53  =  (long) i_52;
        l_54  =  l_53 << 2;
        ul_55  =  ul_4 + l_54;
        f_56  =  *((__global float *) ul_55);
        i_57  =  i_36 + 8;
        l_58  =  (long) i_57;
        l_59  =  l_58 << 2;
        ul_60  =  ul_4 + l_59;
        f_61  =  *((__global float *) ul_60);
        i_62  =  i_36 + 9;
        l_63  =  (long) i_62;
        l_64  =  l_63 << 2;
        ul_65  =  ul_4 + l_64;
        f_66  =  *((__global float *) ul_65);
        i_67  =  i_36 + 10;
        l_68  =  (long) i_67;
        l_69  =  l_68 << 2;
        ul_70  =  ul_4 + l_69;
        f_71  =  *((__global float *) ul_70);
        i_72  =  i_36 + 11;
        l_73  =  (long) i_72;
        l_74  =  l_73 << 2;
        ul_75  =  ul_4 + l_74;
        f_76  =  *((__global float *) ul_75);
        i_77  =  i_36 + 12;
        l_78  =  (long) i_77;
        l_79  =  l_78 << 2;
        ul_80  =  ul_4 + l_79;
        f_81  =  *((__global float *) ul_80);
        i_82  =  i_36 + 13;
        l_83  =  (long) i_82;
        l_84  =  l_83 << 2;
        ul_85  =  ul_4 + l_84;
        f_86  =  *((__global float *) ul_85);
        i_87  =  i_36 + 14;
        l_88  =  (long) i_87;
        l_89  =  l_88 << 2;
        ul_90  =  ul_4 + l_89;
        f_91  =  *((__global float *) ul_90);
        i_92  =  i_36 + 15;
        l_93  =  (long) i_92;
        l_94  =  l_93 << 2;
        ul_95  =  ul_4 + l_94;
        f_96  =  *((__global float *) ul_95);
        l_97  =  l_78 + 4L;
        l_98  =  l_97 << 2;
        ul_99  =  ul_4 + l_98;
        f_100  =  *((__global float *) ul_99);
        l_101  =  l_83 + 4L;
        l_102  =  l_101 << 2;
        ul_103  =  ul_4 + l_102;
        f_104  =  *((__global float *) ul_103);
        l_105  =  l_88 + 4L;
        l_106  =  l_105 << 2;
        ul_107  =  ul_4 + l_106;
        f_108  =  *((__global float *) ul_107);
        l_109  =  l_93 + 4L;
        l_110  =  l_109 << 2;
        ul_111  =  ul_4 + l_110;
        f_112  =  *((__global float *) ul_111);
        i_113  =  i_34 >> 30;
        i_114  =  i_113 & 3;
        f_115  =  (float) i_114;
        f_116  =  f_115 - f_23;
        i_117  =  i_34 >> 26;
        i_118  =  i_117 & 3;
        f_119  =  (float) i_118;
        f_120  =  f_119 - f_23;
        i_121  =  i_34 >> 22;
        i_122  =  i_121 & 3;
        f_123  =  (float) i_122;
        f_124  =  f_123 - f_23;
        i_125  =  i_34 >> 18;
        i_126  =  i_125 & 3;
        f_127  =  (float) i_126;
        f_128  =  f_127 - f_23;
        i_129  =  i_34 >> 14;
        i_130  =  i_129 & 3;
        f_131  =  (float) i_130;
        f_132  =  f_131 - f_23;
        i_133  =  i_34 >> 10;
        i_134  =  i_133 & 3;
        f_135  =  (float) i_134;
        f_136  =  f_135 - f_23;
        i_137  =  i_34 >> 6;
        i_138  =  i_137 & 3;
        f_139  =  (float) i_138;
        f_140  =  f_139 - f_23;
        i_141  =  i_34 >> 2;
        i_142  =  i_141 & 3;
        f_143  =  (float) i_142;
        f_144  =  f_143 - f_23;
        f_145  =  fma(f_144, f_46, f_27);
        f_146  =  fma(f_140, f_56, f_145);
        f_147  =  fma(f_136, f_66, f_146);
        f_148  =  fma(f_132, f_76, f_147);
        f_149  =  fma(f_128, f_86, f_148);
        f_150  =  fma(f_124, f_96, f_149);
        f_151  =  fma(f_120, f_104, f_150);
        f_152  =  fma(f_116, f_112, f_151);
        i_153  =  i_34 >> 28;
        i_154  =  i_153 & 3;
        f_155  =  (float) i_154;
        f_156  =  f_155 - f_23;
        i_157  =  i_34 >> 24;
        i_158  =  i_157 & 3;
        f_159  =  (float) i_158;
        f_160  =  f_159 - f_23;
        i_161  =  i_34 >> 20;
        i_162  =  i_161 & 3;
        f_163  =  (float) i_162;
        f_164  =  f_163 - f_23;
        i_165  =  i_34 >> 16;
        i_166  =  i_165 & 3;
        f_167  =  (float) i_166;
        f_168  =  f_167 - f_23;
        i_169  =  i_34 >> 12;
        i_170  =  i_169 & 3;
        f_171  =  (float) i_170;
        f_172  =  f_171 - f_23;
        i_173  =  i_34 >> 8;
        i_174  =  i_173 & 3;
        f_175  =  (float) i_174;
        f_176  =  f_175 - f_23;
        i_177  =  i_34 >> 4;
        i_178  =  i_177 & 3;
        f_179  =  (float) i_178;
        f_180  =  f_179 - f_23;
        i_181  =  i_34 & 3;
        f_182  =  (float) i_181;
        f_183  =  f_182 - f_23;
        f_184  =  fma(f_183, f_41, f_26);
        f_185  =  fma(f_180, f_51, f_184);
        f_186  =  fma(f_176, f_61, f_185);
        f_187  =  fma(f_172, f_71, f_186);
        f_188  =  fma(f_168, f_81, f_187);
        f_189  =  fma(f_164, f_91, f_188);
        f_190  =  fma(f_160, f_100, f_189);
        f_191  =  fma(f_156, f_108, f_190);
        i_192  =  i_28 + 1;
        f_26  =  f_191;
        f_27  =  f_152;
        i_28  =  i_192;
      }  // B5
      // BLOCK 7
      ul_193  =  ul_2 + l_21;
      f_194  =  *((__global float *) ul_193);
      f_195  =  f_26 + f_27;
      f_196  =  fma(f_195, f_194, f_16);
      i_197  =  i_17 + 1;
      f_16  =  f_196;
      i_17  =  i_197;
    }  // B3
    // BLOCK 8
    l_198  =  (long) i_11;
    l_199  =  l_198 + 4L;
    l_200  =  l_199 << 2;
    ul_201  =  ul_5 + l_200;
    *((__global float *) ul_201)  =  f_16;
    i_202  =  i_6 + i_11;
    i_11  =  i_202;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
