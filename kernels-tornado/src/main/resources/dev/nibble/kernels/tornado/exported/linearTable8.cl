__kernel void linearTable8(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *levels, __global uchar *x, __global uchar *y)
{
  float f_17, f_24, f_27, f_28, f_41, f_48, f_55, f_61, f_68, f_74, f_81, f_87, f_88, f_89, f_90, f_91, f_92, f_93, f_94, f_95, f_98, f_99, f_100;
  int i_7, i_10, i_12, i_13, i_14, i_15, i_16, i_18, i_19, i_25, i_26, i_29, i_30, i_35, i_36, i_42, i_43, i_49, i_50, i_56, i_62, i_63, i_69, i_75, i_76, i_82, i_96, i_101, i_106;
  long l_20, l_21, l_22, l_31, l_32, l_33, l_44, l_45, l_46, l_57, l_58, l_59, l_70, l_71, l_72, l_83, l_84, l_85, l_102, l_103, l_104;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_6, ul_8, ul_9, ul_11, ul_23, ul_34, ul_37, ul_38, ul_39, ul_40, ul_47, ul_51, ul_52, ul_53, ul_54, ul_60, ul_64, ul_65, ul_66, ul_67, ul_73, ul_77, ul_78, ul_79, ul_80, ul_86, ul_97, ul_105;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) levels;
  ul_5  =  (ulong) x;
  ul_6  =  (ulong) y;
  i_7  =  get_global_size(0);
  ul_8  =  ul_0 + 24L;
  ul_9  =  ul_0 + 20L;
  i_10  =  get_global_id(0);
  ul_11  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_12  =  i_10;
  for(;;)
  {
    i_13  =  *((__global int *) ul_11);
    if(!(i_12 < i_13))
    {
      break;
    }
    // BLOCK 2
    i_14  =  *((__global int *) ul_9);
    i_15  =  *((__global int *) ul_8);
    i_16  =  i_14 * i_12;
    // BLOCK 3 MERGES [2 7 ]
    f_17  =  0.0F;
    i_18  =  0;
    for(;i_18 < i_14;)
    {
      // BLOCK 4
      i_19  =  i_16 + i_18;
      l_20  =  (long) i_19;
      l_21  =  l_20 + 4L;
      l_22  =  l_21 << 2;
      ul_23  =  ul_3 + l_22;
      f_24  =  *((__global float *) ul_23);
      i_25  =  i_15 * i_18;
      i_26  =  i_19 * i_15;
      // BLOCK 5 MERGES [4 6 ]
      f_27  =  0.0F;
      f_28  =  0.0F;
      i_29  =  0;
      for(;i_29 < i_15;)
      {
        // BLOCK 6
        i_30  =  i_26 + i_29;
        l_31  =  (long) i_30;
        l_32  =  l_31 + 4L;
        l_33  =  l_32 << 2;
        ul_34  =  ul_1 + l_33;
        i_35  =  *((__global int *) ul_34);
        i_36  =  i_35 & 255;
        ul_37  =  i_36 & 4294967295UL;
        ul_38  =  ul_37 + 4L;
        ul_39  =  ul_38 << 2;
        ul_40  =  ul_4 + ul_39;
        f_41  =  *((__global float *) ul_40);
        i_42  =  i_25 + i_29;
        i_43  =  i_42 << 2;
        l_44  =  (long) i_43;
        l_45  =  l_44 + 4L;
        l_46  =  l_45 << 2;
        ul_47  =  ul_5 + l_46;
        f_48  =  *((__global float *) ul_47);
        i_49  =  i_35 >> 8;
        i_50  =  i_49 & 255;
        ul_51  =  i_50 & 4294967295UL;
        ul_52  =  ul_51 + 4L;
        ul_53  =  ul_52 << 2;
        ul_54  =  ul_4 + ul_53;
        f_55  =  *((__global float *) ul_54);
        i_56  =  i_43 + 1;
        l_57  =  (long) i_56;
        l_58  =  l_57 + 4L;
        l_59  =  l_58 << 2;
        ul_60  =  ul_5 + l_59;
        f_61  =  *((__global float *) ul_60);
        i_62  =  i_35 >> 16;
        i_63  =  i_62 & 255;
        ul_64  =  i_63 & 4294967295UL;
        ul_65  =  ul_64 + 4L;
        ul_66  =  ul_65 << 2;
        ul_67  =  ul_4 + ul_66;
        f_68  =  *((__global float *) ul_67);
        i_69  =  i_43 + 2;
        l_70  =  (long) i_69;
        l_71  =  l_70 + 4L;
        l_72  =  l_71 << 2;
        ul_73  =  ul_5 + l_72;
        f_74  =  *((__global float *) ul_73);
        i_75  =  i_35 >> 24;
        i_76  =  i_75 & 255;
        ul_77  =  i_76 & 4294967295UL;
        ul_78  =  ul_77 + 4L;
        ul_79  =  ul_78 << 2;
        ul_80  =  ul_4 + ul_79;
        f_81  =  *((__global float *) ul_80);
        i_82  =  i_43 + 3;
        l_83  =  (long) i_82;
        l_84  =  l_83 + 4L;
        l_85  =  l_84 << 2;
        ul_86  =  ul_5 + l_85;
        f_87  =  *((__global float *) ul_86);
        f_88  =  f_81 - f_24;
        f_89  =  f_55 - f_24;
        f_90  =  fma(f_89, f_61, f_28);
        f_91  =  fma(f_88, f_87, f_90);
        f_92  =  f_68 - f_24;
        f_93  =  f_41 - f_24;
        f_94  =  fma(f_93, f_48, f_27);
        f_95  =  fma(f_92, f_74, f_94);
        i_96  =  i_29 + 1;
        f_27  =  f_95;
        f_28  =  f_91;
        i_29  =  i_96;
      }  // B5
      // BLOCK 7
      ul_97  =  ul_2 + l_22;
      f_98  =  *((__global float *) ul_97);
      f_99  =  f_27 + f_28;
      f_100  =  fma(f_99, f_98, f_17);
      i_101  =  i_18 + 1;
      f_17  =  f_100;
      i_18  =  i_101;
    }  // B3
    // BLOCK 8
    l_102  =  (long) i_12;
    l_103  =  l_102 + 4L;
    l_104  =  l_103 << 2;
    ul_105  =  ul_6 + l_104;
    *((__global float *) ul_105)  =  f_17;
    i_106  =  i_7 + i_12;
    i_12  =  i_106;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
